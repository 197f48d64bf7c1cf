using Xunit.Sdk;
using Xunit.v3;

// Engines share two cores with their peers here, and some tests measure time.
[assembly: Parallelization(Mode = ParallelMode.None)]
