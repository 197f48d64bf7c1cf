using System.Text;

namespace SocketWarp.ServiceDefaults.Tests;

/// <summary>A standard error of this process that nobody reads, as long as it lives: a writer waits.</summary>
internal sealed class FullPipe : TextWriter
{
    private readonly TextWriter _standard = Console.Error;
    private readonly ManualResetEventSlim _gone = new();

    public FullPipe() => Console.SetError(this);

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => _gone.Wait();

    public override void Write(string? value) => _gone.Wait();

    public override void WriteLine(string? value) => _gone.Wait();

    protected override void Dispose(bool disposing)
    {
        Console.SetError(_standard);
        _gone.Set();
        base.Dispose(disposing);
    }
}
