
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBBBB
BBBB BBBB
BBBBB BBBBBBBBBB gettext(u'Telephone') BBBBBBBB

BBBBB BBBBBBB
XXXX gettext(u'Telephone') XXXXX
XXX gettext(u'You sign in with your email address; telephone numbers are not stored.') XXXX
BBBBBBBB BBBBBBB
