// Moving milestones of the timeline.
export function watchMoves() {}
