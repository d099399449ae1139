/**
 * The ports that virtual machines talk to their maker by: the debug console (Bochs's port 0xE9, SeaBIOS's 0x402) and
 * isa-debug-exit, which ends the guest's run with a status.
 */
package backplane.debugcon;
