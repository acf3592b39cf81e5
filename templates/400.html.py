
BBBBBBB BBBBBBBBBBB
BBBB BBBB
BBBBB BBBBB gettext(u'Not understood') BBBBBBBB

BBBBB BBBBBXXXXXXBBBBBBBB

BBBBB BBBBBBB gettext(u'The server cannot answer this request') BBBBBBBB

BBBBB BBBB
XXX gettext(u'Check the address. If you run this server: BASE_URL or ALLOWED_HOSTS must name the host people type.') XXXX
XXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXXXX gettext(u'To the start') XXXXXXXXXX
BBBBBBBB BBBB
