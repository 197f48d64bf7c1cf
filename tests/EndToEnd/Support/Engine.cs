using SocketWarp.TestSupport;

namespace SocketWarp.EndToEnd.Support;

/// <summary>The <c>docker</c> command, with the engine and the images that <c>setup/containers.sh</c> named.</summary>
internal static class Engine
{
    /// <summary>Above what building all images takes on a busy machine.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>The image of Debian's packages with Redis, a shell and the like.</summary>
    public static string Tools { get; } = Image("SETUP_BASE_IMAGE");

    /// <summary>Runs one command, which must end well.</summary>
    /// <returns>Its standard output without the last line's end.</returns>
    public static async Task<string> RunAsync(params string[] arguments) =>
        (await RunningProcess.MustRunAsync("docker", arguments, folder: Repository.Root, limit: Limit)).TrimEnd();

    /// <summary>Runs one command whatever it ends with.</summary>
    public static Task<(int Code, string Output, string Error)> TryAsync(params string[] arguments) =>
        RunningProcess.RunAsync("docker", arguments, folder: Repository.Root, limit: Limit);

    private static string Image(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } image
            ? image
            : throw new InvalidOperationException($"{variable} names no image: run ./test.sh EndToEnd, or this program by setup/containers.sh");
}
