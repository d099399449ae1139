package backplane.block;

import java.io.IOException;

/** Where the bytes are. One thread at a time; what it throws ends the one request. */
interface Medium {
    long size();

    /** Returns false where the image ends too early. */
    boolean read(long offset, byte[] to, int at, int n) throws IOException;

    void write(long offset, byte[] from, int at, int n) throws IOException;

    void force() throws IOException;

    void close() throws IOException;

    /** The image file itself. */
    record Raw(ImageFile file) implements Medium {
        @Override
        public long size() {
            return file.size();
        }

        @Override
        public boolean read(long offset, byte[] to, int at, int n) throws IOException {
            return file.read(offset, to, at, n);
        }

        @Override
        public void write(long offset, byte[] from, int at, int n) throws IOException {
            file.write(offset, from, at, n);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
