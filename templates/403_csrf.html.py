
BBBBBBB BBBBBBBBBBB
BBBB BBBB
BBBBB BBBBB gettext(u'Please send it once more') BBBBBBBB

BBBBB BBBBBXXXXXXBBBBBBBB

BBBBB BBBBBBB gettext(u'Please send it once more') BBBBBBBB

BBBBB BBBB
XXX gettext(u'The page had been open for a long time, or you signed in or out in another window. Nothing was changed. Go back, reload the page, and send the form again; the browser usually keeps what you wrote.') XXXX
XXX gettext(u'If it happens every time, allow cookies for this address.') XXXX
XXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXX XXXXXXXXXXXXXXXXXXX XXXXXXBBB BBBBBBBXX gettext(u'To the start') XXXXXXXXXX
BBBBBBBB BBBB
