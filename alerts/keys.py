"""What tells one occurrence of a rule from every other, whichever tick finds it, however often."""

import hashlib
import json


def occurrence_key(rule, subject_kind, subject_id, about_on, about_id, step):
    """Return the SHA-256, hexadecimal, that names one occurrence of a rule."""
    parts = [rule, subject_kind, str(subject_id), about_on and about_on.isoformat(), about_id and str(about_id), step]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).hexdigest()
