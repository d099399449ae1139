package backplane.cpu.x86.translate;

/**
 * An access within a span.
 *
 * @param distance of its first byte from what the addresses have in common
 * @param size bytes
 * @param opens it is the first, which looks at the tables
 */
record Place(Span span, int distance, int size, boolean opens) {}
