using System.Diagnostics;
using System.Text.Json;

namespace SocketWarp.Bench.Load;

/// <summary>A process of <see cref="LoadCommand"/>.</summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _role;

    private LoadProcess(Process process, string role) => (_process, _role) = (process, role);

    /// <param name="within">What to start it under, such as <c>ip netns exec NAME</c>.</param>
    public static LoadProcess Start(string role, IEnumerable<object> arguments, IReadOnlyList<string>? within = null)
    {
        string[] command = [.. within ?? [], Environment.ProcessPath!, LoadCommand.Name, role, .. arguments.Select(a => $"{a}")];
        return new LoadProcess(Programs.StartTalking(command[0], command[1..]), role);
    }

    /// <summary>Starts it, takes its one result and ends it.</summary>
    public static async Task<T> RunAsync<T>(string role, IEnumerable<object> arguments, CancellationToken cancellation, IReadOnlyList<string>? within = null)
    {
        await using var process = Start(role, arguments, within);
        return await process.ReadAsync<T>(cancellation);
    }

    public async Task<T> ReadAsync<T>(CancellationToken cancellation)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellation) ?? throw new IOException($"the load '{_role}' ended without a result");
        return JsonSerializer.Deserialize<T>(line)!;
    }

    public void Tell(string line) => _process.StandardInput.WriteLine(line);

    public async ValueTask DisposeAsync() => await Programs.StopAsync(_process);
}
