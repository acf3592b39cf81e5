
BBBBBBB BBBBBBBBBBB
BBBB BBBB
BBBBB BBBBB gettext(u'Not for the moment') BBBBBBBB

BBBBB BBBBBXXXXXXBBBBBBBB

BBBBB BBBBBBB gettext(u'This cannot be done for the moment') BBBBBBBB

BBBBB BBBB
XXX gettext(u'A part of this server does not answer. Nothing was stored. Try again in a minute; if it stays so, tell the operator of this server.') XXXX
BB BBBBXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXXX gettext(u'Try again') XXXXXXXXXXBBBBB
BBBBBBBB BBBB
