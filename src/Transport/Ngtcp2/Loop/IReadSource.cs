namespace SocketWarp.Transport.Ngtcp2.Loop;

/// <summary>A socket that has something to read. Each gets one quota per turn of the loop, so that none starves another.</summary>
internal interface IReadSource
{
    /// <summary>Whether it already stands in the loop's list; the loop alone changes it.</summary>
    bool InReadList { get; set; }

    /// <summary>The place in line, which its connection alone changes; see ReadAhead.</summary>
    PlaceInLine Place { get; set; }

    /// <summary>The last read left nothing behind, and what it read has been sent.</summary>
    bool WasEmptied { get; }

    /// <summary>Reads one quota.</summary>
    /// <returns>true when there may be more.</returns>
    bool ReadOnce();
}
