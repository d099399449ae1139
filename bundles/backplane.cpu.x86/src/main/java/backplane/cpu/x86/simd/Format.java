package backplane.cpu.x86.simd;

/** The two formats of numbers; single ones lie in the lower 32 bits of a long. */
enum Format {
    SINGLE(23, 8),
    DOUBLE(52, 11);

    /** Width of the fraction. */
    final int fraction;

    /** The exponent of infinities and NaNs. */
    final int top;

    final int bias;
    final long fractionMask;
    final long sign;
    final long quiet;
    final long infinity;

    /** The default NaN. */
    final long indefinite;

    Format(int fraction, int exponent) {
        this.fraction = fraction;
        top = (1 << exponent) - 1;
        bias = top >> 1;
        fractionMask = (1L << fraction) - 1;
        sign = 1L << fraction + exponent;
        quiet = 1L << fraction - 1;
        infinity = (long) top << fraction;
        indefinite = sign | infinity | quiet;
    }

    int exponent(long bits) {
        return (int) (bits >>> fraction) & top;
    }

    boolean nan(long bits) {
        return (bits & ~sign) > infinity;
    }

    boolean signalling(long bits) {
        return nan(bits) && (bits & quiet) == 0;
    }

    boolean infinite(long bits) {
        return (bits & ~sign) == infinity;
    }

    boolean zero(long bits) {
        return (bits & ~sign) == 0;
    }

    boolean denormal(long bits) {
        return exponent(bits) == 0 && (bits & fractionMask) != 0;
    }

    boolean negative(long bits) {
        return (bits & sign) != 0;
    }
}
