
BBBB BBBBBB BBBB ngettext(u'%(days)s day after', u'%(days)s days after', count) SSSSSSSS SSS SSSSSPPPPPPPP PPPP PPPPPBBBB gettext(u'at once') BBBBB
