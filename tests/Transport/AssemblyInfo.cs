// Engines share two cores with their peers here, and some tests measure time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
