namespace SocketWarp.Store.Redis;

/// <summary>
/// The steps of a log, each one script, so that each happens whole or not at all. KEYS: 1 the head (a hash), 2 the entries (a stream whose ids are the
/// revisions), 3 the parts of the snapshot (a list), 4 the tips of entries that are gone (a stream with the same ids). The first word of an answer says what
/// became of the step.
/// </summary>
/// <remarks>
/// Fields of the head: <c>format</c>; <c>lineage</c>, drawn when the log is made; <c>revision</c>; <c>tip</c>, drawn by the last who appended;
/// <c>trimmed</c> and <c>trimmedTip</c>, the revision and the tip of the last entry that is gone; <c>snapshot</c>, the revision that it stands for;
/// <c>bytes</c> of entries and <c>snapshotBytes</c>. Lineage and tip tell a log that came back older, and was then written by others, from one that
/// went on.
/// </remarks>
internal static class RedisScripts
{
    /// <summary>Layout of keys and fields.</summary>
    public const string Format = "1";

    /// <summary>What a caller sends that does not know the tip.</summary>
    public const string AnyTip = "?";

    /// <summary>
    /// Tips of entries that are gone: so far behind, a reader still finds out whether the log went on from what it has, and further behind it is refused.
    /// They take 3 MB.
    /// </summary>
    public const int TipsKept = 65_536;

    public const string WentBack = "back";
    public const string OtherRevision = "other";
    public const string Ahead = "ahead";
    public const string Damaged = "damaged";

    /// <summary>Makes the log unless it is there. ARGV: format, a new lineage. Answers: format, lineage, revision, tip.</summary>
    public const string Open = """
        local head = redis.call('HMGET', KEYS[1], 'format', 'lineage', 'revision', 'tip')
        if head[1] then return { 'ok', head[1], head[2], head[3], head[4] } end
        if redis.call('EXISTS', KEYS[2], KEYS[3], KEYS[4]) > 0 then return { 'damaged' } end
        redis.call('HSET', KEYS[1], 'format', ARGV[1], 'lineage', ARGV[2], 'revision', '0', 'tip', '', 'trimmed', '0', 'trimmedTip', '', 'snapshot', '0',
            'bytes', '0', 'snapshotBytes', '0')
        return { 'ok', ARGV[1], ARGV[2], '0', '' }
        """;

    /// <summary>ARGV: lineage, expected revision, its tip, the new tip, a channel, entries. Tells the new revision to the channel.</summary>
    public const string Append = """
        local head = redis.call('HMGET', KEYS[1], 'lineage', 'revision', 'tip', 'trimmed')
        if head[1] ~= ARGV[1] then return { 'back', head[2] or '0' } end
        if head[2] ~= ARGV[2] then return { 'other' } end
        if ARGV[3] ~= '?' and ARGV[3] ~= head[3] then return { 'back', head[2] } end
        local revision, bytes = tonumber(head[2]), 0
        if redis.call('XLEN', KEYS[2]) ~= revision - tonumber(head[4]) then return { 'damaged' } end
        for i = 6, #ARGV do
            revision = revision + 1
            bytes = bytes + #ARGV[i]
            redis.call('XADD', KEYS[2], string.format('%.0f-1', revision), 'entry', ARGV[i], 'tip', ARGV[4])
        end
        local text = string.format('%.0f', revision)
        redis.call('HSET', KEYS[1], 'revision', text, 'tip', ARGV[4])
        redis.call('HINCRBY', KEYS[1], 'bytes', bytes)
        redis.call('PUBLISH', ARGV[5], text)
        return { 'ok' }
        """;

    /// <summary>ARGV: lineage. Answers: revision, tip, bytes of entries and snapshot.</summary>
    public const string Head = """
        local head = redis.call('HMGET', KEYS[1], 'lineage', 'revision', 'tip', 'bytes', 'snapshotBytes')
        if head[1] ~= ARGV[1] then return { 'back', head[2] or '0' } end
        return { 'ok', head[2], head[3], string.format('%.0f', tonumber(head[4]) + tonumber(head[5])) }
        """;

    /// <summary>ARGV: lineage, the reader's revision, its tip. Answers: revision, tip, the snapshot's revision or nothing, parts, entries.</summary>
    public const string Read = """
        local head = redis.call('HMGET', KEYS[1], 'lineage', 'revision', 'tip', 'trimmed', 'trimmedTip', 'snapshot', 'snapshotBytes')
        if head[1] ~= ARGV[1] then return { 'back', head[2] or '0' } end
        local from, revision, trimmed = tonumber(ARGV[2]), tonumber(head[2]), tonumber(head[4])
        if from > revision then return { 'back', head[2] } end
        local tip
        if from == revision then tip = head[3]
        elseif from == trimmed then tip = head[5]
        elseif from > trimmed then
            local id = string.format('%.0f-1', from)
            local last = redis.call('XRANGE', KEYS[2], id, id)
            if #last == 0 then return { 'damaged' } end
            tip = last[1][2][4]
        elseif from == 0 then tip = ''
        else
            local id = string.format('%.0f-1', from)
            local gone = redis.call('XRANGE', KEYS[4], id, id)
            tip = #gone > 0 and gone[1][2][2] or 'gone'
        end
        if ARGV[3] ~= '?' and ARGV[3] ~= tip then return { 'back', head[2] } end
        local parts, snapshot = {}, ''
        if from < trimmed then
            parts, snapshot, from = redis.call('LRANGE', KEYS[3], 0, -1), head[6], tonumber(head[6])
            local bytes = 0
            for i = 1, #parts do bytes = bytes + #parts[i] end
            if bytes ~= tonumber(head[7]) then return { 'damaged' } end
        end
        local entries = redis.call('XRANGE', KEYS[2], string.format('%.0f-1', from + 1), '+')
        if #entries ~= revision - from then return { 'damaged' } end
        for i = 1, #entries do entries[i] = entries[i][2][2] end
        return { 'ok', head[2], head[3], snapshot, parts, entries }
        """;

    /// <summary>ARGV: lineage, the revision that it stands for, parts.</summary>
    public const string Snapshot = """
        local head = redis.call('HMGET', KEYS[1], 'lineage', 'revision', 'snapshot')
        if head[1] ~= ARGV[1] then return { 'back', head[2] or '0' } end
        local revision, bytes = tonumber(ARGV[2]), 0
        if revision > tonumber(head[2]) then return { 'ahead' } end
        if revision < tonumber(head[3]) then return { 'ok' } end
        redis.call('DEL', KEYS[3])
        for i = 3, #ARGV do
            bytes = bytes + #ARGV[i]
            redis.call('RPUSH', KEYS[3], ARGV[i])
        end
        redis.call('HSET', KEYS[1], 'snapshot', ARGV[2], 'snapshotBytes', string.format('%.0f', bytes))
        return { 'ok' }
        """;

    /// <summary>ARGV: lineage. Readers stand behind a whole append, so that of each the last entry's tip is enough.</summary>
    public static readonly string Trim = $$"""
        local head = redis.call('HMGET', KEYS[1], 'lineage', 'snapshot', 'trimmed', 'bytes')
        if head[1] ~= ARGV[1] then return { 'back', '0' } end
        local snapshot = tonumber(head[2])
        if snapshot <= tonumber(head[3]) then return { 'ok' } end
        local gone, bytes = redis.call('XRANGE', KEYS[2], '-', string.format('%.0f-1', snapshot)), tonumber(head[4])
        for i = 1, #gone do
            bytes = bytes - #gone[i][2][2]
            if i == #gone or gone[i + 1][2][4] ~= gone[i][2][4] then
                redis.call('XADD', KEYS[4], 'MAXLEN', '~', '{{TipsKept}}', gone[i][1], 'tip', gone[i][2][4])
            end
        end
        redis.call('XTRIM', KEYS[2], 'MINID', '=', string.format('%.0f-1', snapshot + 1))
        redis.call('HSET', KEYS[1], 'trimmed', head[2], 'trimmedTip', gone[#gone][2][4], 'bytes', string.format('%.0f', bytes))
        return { 'ok' }
        """;
}
