BBBBBBB BBBBBBBBBBB

BBBB BBBB
BBBBB BBBBB gettext(u'Keyboard shortcuts') BBBBBBBB

BBBBB BBBBBBB gettext(u'Keyboard shortcuts') BBBBBBBB

BBBBB BBBB
BBBBBBB BBBBBBBBBBBBBBBBBBBBBBBBBBB BBBB
XX XXXXXXXXXXXXXBB BBBBBBBBBBBBBB gettext(u'Keys that are pressed alone can get in the way of speech input and of other programs.') BBBB gettext(u'You have switched them off: none of these keys opens anything by itself.') BBBBB XX XXXXXXBBB BBBBBBBBBXXBB BBBBBBBBBBBBBB gettext(u'Switch shortcuts off in your profile') BBBB gettext(u'Switch shortcuts on in your profile') BBBBBXXXXXXXX
BBBBBBBB BBBB
