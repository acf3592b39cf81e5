
BBBBBBB BBBBBBBBBBB
BBBB BBBB
BBBBB BBBBB gettext(u'Something broke') BBBBBBBB

BBBBB BBBBBXXXXXXBBBBBBBB

BBBBB BBBBBBB gettext(u'Something broke on our side') BBBBBBBB

BBBBB BBBB
XXX gettext(u'What you were doing was not stored, and nothing is half done. Go back and try again; if it breaks again, tell the operator of this server when it happened: the log says the rest.') XXXX
XXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXXXX gettext(u'To the start') XXXXXXXXXX
BBBBBBBB BBBB
