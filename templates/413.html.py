
BBBBBBB BBBBBBBBBBB
BBBB BBBB
BBBBB BBBBB gettext(u'Too large') BBBBBBBB

BBBBB BBBBBXXXXXXBBBBBBBB

BBBBB BBBBBBB gettext(u'This is too large') BBBBBBBB

BBBBB BBBB
XXX gettext(u'At most 10 MB can be sent at once. Nothing was stored. Go back, and send less.') XXXX
BBBBBBBB BBBB
