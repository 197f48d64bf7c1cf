using System.CommandLine;
using System.Net;

namespace SocketWarp.Bench.Load;

/// <summary>
/// Runs one load or target as a process of its own: started by the other commands, it prints what it found out and lives until its input ends.
/// So it ends with the command that started it, even if that was killed.
/// </summary>
internal sealed class LoadCommand
{
    public const string Name = "load";

    private readonly Argument<string> _role = new("role");
    private readonly Argument<string[]> _arguments = new("arguments") { Arity = ArgumentArity.ZeroOrMore };

    public Command Create()
    {
        var command = new Command(Name, "For the other commands") { _role, _arguments };
        command.Hidden = true;
        command.SetAction(parse => RunAsync(parse.GetValue(_role)!, parse.GetValue(_arguments)!));
        return command;
    }

    private static async Task RunAsync(string role, string[] arguments)
    {
        switch (role)
        {
            case LoadRoles.Echo:
                EchoTarget.Run(IPAddress.Parse(arguments[0]));
                break;
            case LoadRoles.Rate:
                LoadOutput.Print(
                    ConnectionRate.Run(
                        IPEndPoint.Parse(arguments[0]),
                        int.Parse(arguments[1]),
                        TimeSpan.FromSeconds(double.Parse(arguments[2])),
                        TimeSpan.FromSeconds(double.Parse(arguments[3]))
                    )
                );
                break;
            case LoadRoles.RoundTrip:
                LoadOutput.Print(
                    RoundTrip.Run(
                        IPEndPoint.Parse(arguments[0]),
                        int.Parse(arguments[1]),
                        int.Parse(arguments[2]),
                        TimeSpan.FromMilliseconds(double.Parse(arguments[3]))
                    )
                );
                break;
            case LoadRoles.Sink:
                SinkTarget.Run(IPAddress.Parse(arguments[0]), int.Parse(arguments[1]));
                break;
            case LoadRoles.Visitors:
                await Visitors.RunAsync([.. arguments[0].Split(',').Select(IPEndPoint.Parse)], int.Parse(arguments[1]));
                break;
            case LoadRoles.Connectors:
                await Connectors.RunAsync(IPEndPoint.Parse(arguments[0]), arguments[1]);
                break;
            case LoadRoles.Emulator:
                Emulate(
                    arguments[0],
                    arguments[1],
                    TimeSpan.FromMilliseconds(double.Parse(arguments[2])),
                    double.Parse(arguments[3]),
                    double.Parse(arguments[4]) * 1e6,
                    int.Parse(arguments[5])
                );
                break;
            default:
                throw new ArgumentException($"there is no load '{role}'", nameof(role));
        }

        while (await Console.In.ReadLineAsync() != null) { }
    }

    private static void Emulate(string one, string other, TimeSpan delay, double loss, double bitsPerSecond, int queueBytes)
    {
        Stream first = TunDevice.Create(one),
            second = TunDevice.Create(other);
        new Emulator(first, second, delay, loss, bitsPerSecond, queueBytes, seed: 1).Start();
        new Emulator(second, first, delay, loss, bitsPerSecond, queueBytes, seed: 2).Start();
        LoadOutput.Print(0);
    }
}
