
BBBB BBBBXX XXXXXXXXXXXXX gettext(u'No forecast yet.')  XX XXXXXXXXBB BBBBBBBBBBBBBBBBBBBB gettext(u'Calculate the forecast') BBBB gettext(u'Open the forecast') BBBBBXXXXXXXX
