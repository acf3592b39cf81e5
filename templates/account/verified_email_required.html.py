
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB
BBBBB BBBBBBBBBB gettext(u'Confirm your email address') BBBBBBBB

BBBBB BBBBBBB
XXXX gettext(u'Confirm your email address') XXXXX
XXX gettext(u'This page needs a confirmed address. We sent you a link: open it, then come back.') XXXX
XX XXXXXXXXXXXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBBBBBBBBBXX gettext(u'Change the address') XXXXXXXX
BBBBBBBB BBBBBBB
