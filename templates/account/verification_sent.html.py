
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB
BBBBB BBBBBBBBBB gettext(u'Confirm your email address') BBBBBBBB

BBBBB BBBBBBB
XXXX gettext(u'One more step: your email') XXXXX
XXX gettext(u'We sent you a link; open it to confirm the address, then you are in. Nothing after a few minutes? Look among the spam.') XXXX
XX XXXXXXXXXXXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBXX gettext(u'Sign in again to have the link sent once more') XXXXXXXX
BBBBBBBB BBBBBBB
