
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB
BBBBB BBBBBBBBBB gettext(u'This account is switched off') BBBBBBBB

BBBBB BBBBBBB
XXXX gettext(u'This account is switched off') XXXXX
XXX gettext(u'Ask the operator of this server to switch it on again.') XXXX
XX XXXXXXXXXXXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBXX gettext(u'Sign in with another account') XXXXXXXX
BBBBBBBB BBBBBBB
