"""What must hold of a delivery and of the marts, and the verdict; reads no file."""
