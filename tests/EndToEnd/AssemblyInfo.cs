using SocketWarp.EndToEnd.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(BuiltImages))]
// All share the machine's two cores, and measure time.
[assembly: Parallelization(Mode = ParallelMode.None)]
