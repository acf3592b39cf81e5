
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB
BBBBB BBBBBBBBBB gettext(u'Sign-up is by invitation') BBBBBBBB

BBBBB BBBBBBB
XXXX gettext(u'Sign-up is by invitation') XXXXX
XXX gettext(u'Ask an owner or a manager of your team to invite you: they find it under Team. The link in the invitation brings you straight in.') XXXX
XX XXXXXXXXXXXXXXXXXXXXXX gettext(u'You have an account already?')  XX XXXXXXBBB BBBBBBBBBBBBBBBXX gettext(u'Sign in') XXXXXXXX
BBBBBBBB BBBBBBB
