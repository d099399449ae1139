/**
 * SCSI targets. A target speaks CDBs, status and sense data and knows no host adapter; the same disk serves behind an
 * LSI 53C895A and behind anything else that offers a SCSI bus.
 *
 * <p>Sources: SAM-2 (task management), SPC-3 (INQUIRY, MODE SENSE, REPORT LUNS, sense data), SBC-2 (direct access).
 * Not modelled: reservations between initiators, protection information, UNMAP and WRITE SAME, log pages,
 * descriptor-format sense data, linked commands, several logical units in one target.
 */
package backplane.scsi;
