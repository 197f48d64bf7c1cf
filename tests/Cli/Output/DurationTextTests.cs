using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace SocketWarp.Cli.Tests.Output;

/// <summary>The runtime writes three seconds as 00:00:03. All that people read has a unit, so no code may leave it to the runtime.</summary>
public sealed class DurationTextTests
{
    public static TheoryData<string> Assemblies =>
        [.. Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Select(f => Path.GetFileName(f)!).Where(IsOfTheProduct).Order()];

    [Fact]
    public void Assemblies_OfTheProduct_AreAllHere() =>
        Assert.Superset(
            new HashSet<string>([
                "SocketWarp.AllInOne.dll",
                "SocketWarp.Connector.dll",
                "SocketWarp.ControlApi.dll",
                "SocketWarp.Pki.dll",
                "SocketWarp.QuicGateway.dll",
                "SocketWarp.ScepServer.dll",
                "SocketWarp.ServiceDefaults.dll",
                "SocketWarp.Transport.dll",
                "warp.dll",
            ]),
            Assemblies.Select(a => a.Data).ToHashSet()
        );

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void InterpolatedText_HasNoDurationAsTheRuntimeWritesIt(string assembly)
    {
        var module = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, assembly)).ManifestModule;
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        var generic = Enumerable
            .Range(1, file.GetMetadataReader().GetTableRowCount(TableIndex.MethodSpec))
            .Select(row => MetadataTokens.GetToken(MetadataTokens.MethodSpecificationHandle(row)));
        Assert.DoesNotContain(generic, token => Formats(module, token));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void LogLines_HaveNoDurationAsTheRuntimeWritesIt(string assembly)
    {
        var logs = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, assembly)).GetTypes().Where(t => t is { Name: "Log", IsNested: true });
        Assert.DoesNotContain(
            logs.SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)),
            m => m.GetParameters().Any(p => IsDuration(p.ParameterType))
        );
    }

    private static bool IsOfTheProduct(string name) =>
        name == "warp.dll" || name.StartsWith("SocketWarp.", StringComparison.Ordinal) && !name.Contains("Test", StringComparison.Ordinal);

    private static bool Formats(Module module, int token)
    {
        try
        {
            return module.ResolveMethod(token) is { Name: "AppendFormatted" } method && IsDuration(method.GetGenericArguments()[0]);
        }
        catch (Exception e) when (e is BadImageFormatException or ArgumentException)
        {
            // It is generic over what encloses it, and so over no known type.
            return false;
        }
    }

    private static bool IsDuration(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(TimeSpan);
}
