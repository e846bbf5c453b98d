namespace HmisGateway.Pipeline.Bulk;

/// <summary>A list that grows page by page: growing copies nothing and leaves no large arrays behind.</summary>
internal sealed class PagedList<T>
{
    private const int PageBits = 10;
    private const int PageLength = 1 << PageBits;

    private readonly List<T[]> _pages = [];

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>The item at a place.</summary>
    public ref T this[int index] => ref _pages[index >> PageBits][index & (PageLength - 1)];

    /// <summary>Adds an item.</summary>
    public void Add(T item)
    {
        if (Count == _pages.Count << PageBits)
        {
            _pages.Add(new T[PageLength]);
        }

        this[Count++] = item;
    }
}
