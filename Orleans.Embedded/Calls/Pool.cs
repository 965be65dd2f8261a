namespace Orleans.Runtime;

/// <summary>A small stack of used objects for each thread: what one thread frees, the same thread soon needs.</summary>
internal static class Pool<T>
    where T : class, new()
{
    private const int Capacity = 128;

    [ThreadStatic]
    private static T[]? t_items;

    [ThreadStatic]
    private static int t_count;

    public static T Get()
    {
        if (t_count == 0)
            return new T();
        var item = t_items![--t_count];
        t_items[t_count] = null!;
        return item;
    }

    public static void Return(T item)
    {
        var items = t_items ??= new T[Capacity];
        if (t_count < Capacity)
            items[t_count++] = item;
    }
}
