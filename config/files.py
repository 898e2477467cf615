"""Where the files of messages are kept: on this machine's disk, or on S3-compatible storage that all machines share."""

from typing import Any

SPOOLED = 2_621_440  # bytes of a file that are held in memory; the rest waits on disk


def storage(bucket: str, endpoint_url: str) -> dict[str, Any]:
    """Django's STORAGES["default"]. Keys and region come from AWS's own environment variables.

    Nothing is public: no ACL is sent, and Parley hands files out itself, to those who may read the ticket.
    """
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    from botocore.config import Config  # 20 MB that only this installation needs

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint_url or None,
            "max_memory_size": SPOOLED,
            "client_config": Config(
                signature_version="s3v4",
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "total_max_attempts": 3},
                # Storages other than Amazon's often refuse the checksums that boto3 adds by itself.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        },
    }
