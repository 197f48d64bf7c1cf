using Xunit.Sdk;
using Xunit.v3;

// These tests start real processes and measure them: two at once would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
