using FsCheck;
using FsCheck.Fluent;

namespace SocketWarp.Protocol.Tests.Support;

/// <summary>Runs a property often enough to find what one example misses; a failure prints its seed and smallest case.</summary>
internal static class Always
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(2000);

    public static void Holds<T>(Gen<T> gen, Func<T, bool> property) => Holds(gen.ToArbitrary(), property);

    public static void Holds<T>(Arbitrary<T> arbitrary, Func<T, bool> property) => Prop.ForAll(arbitrary, property).Check(Often);

    public static void Holds<T>(Func<T, bool> property) => Holds(ArbMap.Default.ArbFor<T>(), property);
}
