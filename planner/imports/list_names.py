"""The names by which columns of a plain list go, in English and Chinese: field → names, the best name first."""

LIST_NAMES = {
    "title": "title|name|task|task name|subject|summary|标题|名称|任务名称|任务|主题|事项",
    "milestone": "milestone|project milestone|milestone name|里程碑|所属里程碑|里程碑名称",
    "kind": "kind|type|类型|类别",
    "project": "project|project name|projects|list|项目|项目名称|所属项目",
    "goals": "goal|goals|objective|目标|所属目标",
    "owner": "owner|assignee|assigned to|responsible|person|people|负责人|责任人|经办人|执行人",
    "owner_email": "owner email|assignee email|email|e-mail|邮箱|负责人邮箱|电子邮箱",
    "start": "start|start date|begin|begin date|planned start|timeline - start"
    "|开始日期|开始时间|开始|计划开始|计划开始日期",
    "due": "due|due date|deadline|end|end date|finish|finish date|target date|planned end|timeline - end|date"
    "|截止日期|截止时间|截止|到期日|到期日期|结束日期|结束时间|计划完成|计划完成日期",
    "done_on": "done on|completed on|completed at|completion date|finished on|date completed"
    "|完成日期|完成时间|实际完成|实际完成日期",
    # The word of a state before a column that only says whether, or when, it was done.
    "state": "status|state|状态|done|completed|complete|is done|is completed|完成状态|是否完成",
    "priority": "priority|prio|优先级|优先程度|优先次序",
    "description": "description|content|notes|details|body|描述|说明|备注|内容|详情",
    "criteria": "criteria|acceptance criteria|definition of done|验收标准|验收条件|完成标准",
    # Never a bare "estimate": elsewhere that is a number of points or hours.
    "estimate": "estimate in days|estimate (days)|estimated days|预计天数|估算天数|预计(天)|估算(天)|预估工期(天)",
    "blocked": "blocked|is blocked|受阻|是否受阻|阻塞|是否阻塞",
    "blocked_note": "blocked note|blocked reason|受阻原因|阻塞原因",
    "days_min": "optimistic days|days (optimistic)|best case in days|乐观工期(天)|最短工期(天)",
    # Never a bare "duration", either.
    "days_likely": "remaining working days|days remaining|duration in days|duration (days)|most likely days"
    "|days (most likely)|剩余工作日|工期(天)|最可能工期(天)",
    "days_max": "pessimistic days|days (pessimistic)|worst case in days|悲观工期(天)|最长工期(天)",
    "started_on": "started on|date started|actual start|actual start date|实际开始|实际开始日期",
    "waits_for": "waits for|predecessors|predecessor|depends on|dependencies|blocked by"
    "|前置任务|前置里程碑|紧前活动|依赖|依赖于",
    "follows_links": "moves with what it waits for|follows links|随前置里程碑移动",
    "external_id": "external id|id|task id|item id|item id (auto generated)|key|编号|任务编号",
    "parent": "parent|parent task|parent issue|parent item|parent id|parent key|parent name|上级任务|父任务|父级|父项",
    "metric": "metric|metric type|kind of figure|指标类型|数值类型",
    "unit": "unit|units|单位|计量单位",
    "currency": "currency|币种|货币",
    # Never a bare "start" or "target", which are days elsewhere.
    "start_value": "start value|starting value|initial value|起始值|初始值",
    "current_value": "current value|actual value|当前值|现值",
    "target_value": "target value|目标值",
    "measured_on": "measured on|date measured|测量日期",
}
# What only key results have.
OF_KEY_RESULTS = ("metric", "unit", "currency", "start_value", "current_value", "target_value", "measured_on")
