/**
 * The extboot device: one disk behind one 16-bit register at port 0x405, and the option ROM that makes INT 13h of it.
 *
 * <p>Source: the interface of the 2010 extboot patch, version 3, command types 0 to 2, which the historic ROM of 2007
 * to 2010 speaks; types 3 to 6 and the status word are additions that such a ROM never notices. README.md has the
 * layout of the command blocks.
 *
 * <p>Not modelled: more than one drive; the Linux loader that port 0x404 once selected with the value 2.
 */
package backplane.extboot;
