namespace SocketWarp.ServiceDefaults;

/// <summary>Standard error, for what a process says outside its log. A pipe that nobody reads does not hold up the process: the lines are lost then.</summary>
internal static class ErrorOutput
{
    /// <summary>How long to wait for the lines to be written: far longer than it takes on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Write(IEnumerable<string> lines, TimeSpan patience)
    {
        // A thread of its own: all threads of the pool may be waiting for the same pipe.
        var writing = new Thread(() => Write(lines)) { IsBackground = true };
        writing.Start();
        writing.Join(patience);
    }

    private static void Write(IEnumerable<string> lines)
    {
        try
        {
            foreach (var line in lines)
                Console.Error.WriteLine(line);
        }
        catch (IOException)
        {
            // The terminal was closed.
        }
    }
}
