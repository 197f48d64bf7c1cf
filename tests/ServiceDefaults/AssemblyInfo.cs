using Xunit.Sdk;
using Xunit.v3;

// Environment variables belong to the whole process.
[assembly: Parallelization(Mode = ParallelMode.None)]
