{{ with_kept_years('rejected_counts', source('delivery', 'rejected_counts')) }}
