using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using SocketWarp.Base;
using SocketWarp.Base.Settings;
using SocketWarp.ServiceDefaults.Limits;

namespace SocketWarp.ServiceDefaults;

/// <summary>
/// <c>PROGRAM --health</c>: asks the process that runs with the same settings whether it does its work. Exit code 0 when it is healthy or degraded, 1 when
/// it is not or does not answer.
/// </summary>
public static class HealthQuestion
{
    internal const string Argument = "--health";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    /// <param name="args">The settings, without <see cref="Argument"/>.</param>
    internal static async Task<int> AskAsync(string tool, IReadOnlyList<string> args)
    {
        try
        {
            using var configuration = new ConfigurationManager();
            ServiceConfiguration.Use(configuration, args);
            const string Key = $"{ProcessSettings.Section}:{nameof(ProcessSettings.HealthSocket)}";
            if (configuration[Key] is not { Length: > 0 } path)
                throw new SettingsException([$"{Key} is missing: name a Unix socket, for the process and for {Argument}"]);
            var answer = await ReadAsync(path);
            Console.Out.Write(answer);
            return IsWell(answer) ? ExitCodes.Success : ExitCodes.Failure;
        }
        catch (Exception exception) when (exception is SettingsException or StartupException)
        {
            ErrorOutput.Write(FailureText.Lines(exception).Select(line => $"{tool}: error: {line}"), ErrorOutput.Patience);
            return FailureText.ExitCode(exception);
        }
    }

    /// <summary>Whether a process listens there.</summary>
    internal static bool IsAnswered(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Whether the process that gave this answer does its work.</summary>
    public static bool IsWell(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.StartsWith("healthy", StringComparison.Ordinal) || answer.StartsWith("degraded", StringComparison.Ordinal);
    }

    /// <summary>Reads what the process behind a health socket says of itself: a line with its health, then one for each part's state.</summary>
    /// <exception cref="StartupException">when nobody answers.</exception>
    public static async Task<string> ReadAsync(string path)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), limit.Token);
            using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
            return await reader.ReadToEndAsync(limit.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ArgumentException)
        {
            throw new StartupException($"nothing answers at {path} ({exception.Message}): start the process with the same settings", exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new StartupException(
                $"no answer came from {path} within {DurationText.Format(Limit)}: ask again, and restart the process if it stays silent",
                exception
            );
        }
    }
}
