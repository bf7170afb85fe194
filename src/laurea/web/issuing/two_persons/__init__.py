"""Who must look a run of many over before anything of it is signed."""
