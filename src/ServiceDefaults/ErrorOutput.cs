namespace SocketWarp.ServiceDefaults;

/// <summary>Standard error, for what a process says beside its log. A pipe that nobody reads does not keep the process: the lines are lost then.</summary>
internal static class ErrorOutput
{
    /// <summary>Far above what writing takes on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Write(IEnumerable<string> lines, TimeSpan patience)
    {
        // A thread of its own: those of the pool may all wait for the same pipe.
        var writing = new Thread(() => Write(lines)) { IsBackground = true };
        writing.Start();
        writing.Join(patience);
    }

    private static void Write(IEnumerable<string> lines)
    {
        try
        {
            foreach (var line in lines) Console.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // A terminal that was closed.
        }
    }
}
