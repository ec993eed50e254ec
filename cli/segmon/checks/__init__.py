"""What must hold of a delivery and of the marts, and the verdict; reads no file."""

import os

# Great Expectations reads it when it is loaded: no calls home
os.environ["GX_ANALYTICS_ENABLED"] = "false"
