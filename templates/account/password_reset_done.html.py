
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB
BBBBB BBBBBBBBBB gettext(u'Check your email') BBBBBBBB

BBBBB BBBBBBB
XXXX gettext(u'Check your email') XXXXX
XXX gettext(u'If there is an account for that address, the link is on its way and works once. Nothing after a few minutes? Look among the spam, then try again.') XXXX
XX XXXXXXXXXXXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBBBBBBBBBBXX gettext(u'Send it again') XXXX X XX XXXXXXBBB BBBBBBBBBBBBBBBXX gettext(u'Sign in') XXXXXXXX
BBBBBBBB BBBBBBB
