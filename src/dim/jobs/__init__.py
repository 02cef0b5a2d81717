"""Background work that survives a restart: one table of jobs, and a runner that works through it.

A job is `pending` until a worker claims it, `running` while the worker renews its lease, then `done`, `failed` or `cancelled`.
A job that fails is tried again with back-off; one whose worker dies is claimed again when its lease expires (decision 0016).

    async def thumbnails(job: Job, context: JobContext) -> None:
        for number, file in enumerate(files_of(job.payload["item_id"])):
            await make_thumbnails(file)
            await context.progress(done=number + 1)

    runner = JobRunner(database, hub, {"thumbnails": Handler(thumbnails, concurrency=2)})
    await database.write(queue.enqueue, NewJob("thumbnails", payload={"item_id": 7}))
"""

from dim.jobs.model import Job, JobState, NewJob
from dim.jobs.runner import Handler, JobContext, JobFailedError, JobRunner

__all__ = ["Handler", "Job", "JobContext", "JobFailedError", "JobRunner", "JobState", "NewJob"]
