"""Celery's settings. Redis when REDIS_URL is set, else files under DATA_DIR/broker.

The broker carries wake-up messages only: short, without data. Losing all of them may cost one tick and nothing
else, because the rows that must be worked on lie in the database under leases of 120 s.
"""

from django.conf import settings
from kombu import Exchange, Queue

from .celery import beat_schedule
from .env import ConfigurationError, make_folder

# Each task waits in one queue, and each queue has a worker of its own: whatever a job costs, no tick waits behind it.
QUEUES = {
    "alerts": [
        "alerts.tick",
        "alerts.send_batch",
        "alerts.audit",
        "core.clear_sessions",
        "core.count_rows",
        "core.prune_broker",
        "teams.requeue_jobs",
    ],
    "jobs": [
        "planner.stage_import",
        "planner.apply_import",
        "planner.discard_imports",
        "risks.apply_import",
        "risks.discard_imports",
        "risks.follow",
        "risks.stage_import",
        "forecast.calculate",
        "forecast.nightly",
        "forecast.refresh",
        "forecast.prune",
    ],
}

COMMON = {
    "task_queues": [Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
    "task_routes": {task: {"queue": name} for name, tasks in QUEUES.items() for task in tasks},
    "task_default_queue": "jobs",  # a task that is not in the table holds up no tick either
    "task_create_missing_queues": False,
    "result_backend": None,
    "task_ignore_result": True,
    "worker_send_task_events": False,
    "task_serializer": "json",
    "result_serializer": "json",
    "accept_content": ["json"],
    "enable_utc": True,
    "timezone": "UTC",
    # A task that dies with its worker is found by its lease: no storms of redelivery, no poison loops.
    "task_acks_late": False,
    "task_reject_on_worker_lost": False,
    "worker_prefetch_multiplier": 1,
    "worker_max_tasks_per_child": 500,
    "worker_max_memory_per_child": 200_000,
    # Both below the lease; a run of the forecast keeps its lease while it works, and has limits of its own.
    "task_soft_time_limit": 90,
    "task_time_limit": 110,
    "worker_soft_shutdown_timeout": 30,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,
    "broker_pool_limit": 10,
    "broker_pool_acquire_timeout": 5,
    "task_publish_retry_policy": {
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.5,
    },
    # The calendar is three lines of code: remembering it in a file would only give something to be damaged.
    "beat_scheduler": "config.beat:Scheduler",
    "beat_max_loop_interval": 5,
}


def by_redis(url):
    """Return the settings for any number of workers on Redis."""
    return COMMON | {
        "broker_url": url,
        "worker_concurrency": 2,
        "worker_disable_prefetch": True,
        "beat_schedule": beat_schedule(embedded=False),
        "broker_transport_options": {
            "visibility_timeout": 900,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_timeout": 10,
            "socket_connect_timeout": 3,
            "socket_keepalive": True,
            "health_check_interval": 25,
            "global_keyprefix": "landfall:",
        },
    }


def by_files(folder):
    """Return the settings for one process of each worker, on this machine; makes the folders it needs."""
    make_folder(folder)
    places = {name: make_folder(folder / name) for name in ("queue", "control", "processed")}
    return COMMON | {
        "broker_url": "filesystem://localhost",
        "broker_transport": "config.file_broker:Transport",
        "worker_concurrency": 1,
        "worker_enable_remote_control": False,
        "beat_schedule": beat_schedule(embedded=True),
        "broker_transport_options": {
            # One folder both ways, and all on one file system: taking a message is one atomic rename.
            "data_folder_in": str(places["queue"]),
            "data_folder_out": str(places["queue"]),
            "control_folder": str(places["control"]),
            "processed_folder": str(places["processed"]),
            "store_processed": True,
            "polling_interval": 0.5,
        },
    }


def _chosen():
    try:
        return by_redis(settings.REDIS_URL) if settings.REDIS_URL else by_files(settings.DATA_DIR / "broker")
    except ConfigurationError as error:
        # Only the `celery` command reads Django's settings from here; everybody else has read them before.
        raise SystemExit(str(error)) from None


SETTINGS = _chosen()
