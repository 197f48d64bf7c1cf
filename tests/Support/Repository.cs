namespace SocketWarp.TestSupport;

/// <summary>Where things are in the checkout that this test was built from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary><c>debug</c> or <c>release</c>, whichever this test was built as: its siblings were built with it.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Name;

    /// <summary>The folder of published programs to test in place of those that were built; null: none is named.</summary>
    public static string? Published { get; } = Environment.GetEnvironmentVariable("SOCKETWARP_TEST_PROGRAMS") is { Length: > 0 } folder ? folder : null;

    /// <summary>The executable of a project, such as <c>Connector</c>.</summary>
    public static string Executable(string project)
    {
        if (Published is not null && Path.Combine(Published, $"SocketWarp.{project}") is var published && File.Exists(published))
            return published;
        var path = Path.Combine(Root, "artifacts", "bin", $"SocketWarp.{project}", Configuration, $"SocketWarp.{project}");
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built");
    }

    /// <summary>The assembly of a program, as <c>dotnet</c> starts it. The copy beside a test lacks what ASP.NET Core brings to the test.</summary>
    /// <param name="program">A class of the program's assembly.</param>
    public static string AssemblyOf(Type program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var name = program.Assembly.GetName().Name!;
        return PathOf("artifacts", "bin", name, Configuration, $"{name}.dll");
    }

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "SocketWarp.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException("SocketWarp.sln is in no parent folder");
        return directory.FullName;
    }
}
