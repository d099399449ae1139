; The demo disk's program: says from inside the machine what it finds there, tries the disk, powers off.
;
; Built by DemoDiskTest with nasm. The first 512 bytes are the boot sector, without the partition table, which
; DemoDisk adds; the rest follows on the disk from sector 1 on and in memory right behind the boot sector.

        cpu 586
        bits 16
        org 0x7c00

SCRATCH         equ 2048                ; the sector that is written: the first one of the partition
COM1            equ 0x3f8
DEBUG_EXIT      equ 0x501               ; isa-debug-exit, if there is one
PIIX4_PM        equ 0x80000b00           ; 00:01.3 for port 0xcf8
PIIX4_ID        equ 0x71138086

; Free memory above the program.
buffer          equ 0xa000              ; 512 bytes
copy            equ 0xa200              ; 512 bytes
edd             equ 0xa400              ; the answer of INT 13h/48h
range           equ 0xa480              ; one entry of INT 15h/E820

start:  cli
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, start
        sti
        cld
        jmp 0:.here
.here:  mov [drive], dl
        mov ah, 0x41                    ; is there 42h?
        mov bx, 0x55aa
        int 0x13
        jc .chs
        cmp bx, 0xaa55
        jne .chs
        test cl, 1
        jz .chs
        mov si, load
        mov ah, 0x42
        mov dl, [drive]
        int 0x13
        jnc program
.chs:   mov ax, 0x0200 + SECTORS        ; all of it is in the first track
        mov bx, program
        mov cx, 2
        mov dh, 0
        mov dl, [drive]
        int 0x13
        jnc program
        mov si, .unread
.print: lodsb
        test al, al
        jz .stop
        mov ah, 0x0e
        mov bx, 7
        int 0x10
        jmp .print
.stop:  mov dx, DEBUG_EXIT
        mov al, 1
        out dx, al
.halt:  hlt
        jmp .halt
.unread: db "DEMO FAILED: the demo program cannot be read from the disk", 13, 10, 0

drive:  db 0
load:   db 16, 0
        dw SECTORS, program, 0
        dd 1, 0

        times 510 - ($ - $$) db 0
        dw 0xaa55

program:
        call serial_setup
        mov si, m_hello
        call puts
        call show_cpu
        call show_memory
        call show_pci
        call show_disks
        call try_disk
        mov si, m_ok
        call puts
power_off:
        call serial_drain
        mov eax, PIIX4_PM
        call pci_read
        cmp eax, PIIX4_ID
        jne .none
        mov eax, PIIX4_PM | 0x40        ; PMBASE
        call pci_read
        and ax, 0xffc0
        jz .none
        lea dx, [eax + 4]               ; PM1_CNT: SLP_TYP 0 is soft off
        in ax, dx
        and ax, 0xc3ff
        or ax, 0x2000                   ; SLP_EN
        out dx, ax
        mov cx, 0xffff                  ; it may take a moment
.wait:  in al, 0x61
        loop .wait
.none:  mov si, m_no_power
        call puts
        call serial_drain
        mov al, 1
        call debug_exit
.halt:  hlt
        jmp .halt

debug_exit:
        mov dx, DEBUG_EXIT
        out dx, al
        ret

; SI = what went wrong.
fail:   push si
        mov si, m_failed
        call puts
        pop si
        call puts
        call newline
        call serial_drain
        mov al, 1
        call debug_exit                 ; not there: power off after the message
        jmp power_off

; Processor

show_cpu:
        mov si, m_cpu
        call puts
        pushfd
        pop eax
        mov ecx, eax
        xor eax, 1 << 21                ; ID can be changed where there is CPUID
        push eax
        popfd
        pushfd
        pop eax
        push ecx
        popfd
        xor eax, ecx
        jnz .cpuid
        mov si, m_no_cpuid
        jmp puts
.cpuid: xor eax, eax
        cpuid
        mov [buffer], ebx
        mov [buffer + 4], edx
        mov [buffer + 8], ecx
        mov word [buffer + 12], ' '
        mov si, buffer
        call puts
        mov eax, 0x80000000
        cpuid
        cmp eax, 0x80000004
        jb .model
        mov eax, 0x80000002
        mov di, buffer
.brand: push eax
        cpuid
        stosd
        mov eax, ebx
        stosd
        mov eax, ecx
        stosd
        mov eax, edx
        stosd
        pop eax
        inc eax
        cmp eax, 0x80000004
        jbe .brand
        mov byte [di], 0
        mov si, buffer
        call puts
        mov al, ' '
        call putc
.model: mov eax, 1
        cpuid
        push edx
        push eax
        mov si, m_family
        call puts
        mov eax, [esp]
        shr eax, 8
        and eax, 15
        call decimal
        mov si, m_model
        call puts
        mov eax, [esp]
        shr eax, 4
        and eax, 15
        call decimal
        mov si, m_stepping
        call puts
        pop eax
        and eax, 15
        call decimal
        call newline
        mov si, m_features
        call puts
        pop edx
        mov si, features
.next:  lodsb                           ; bit, name
        cmp al, 0xff
        je newline
        movzx ecx, al
        bt edx, ecx
        jnc .skip
        call puts
        jmp .next
.skip:  lodsb
        test al, al
        jnz .skip
        jmp .next

; Memory

show_memory:
        mov si, m_memory
        call puts
        xor ebx, ebx
        mov dword [total], 0
.next:  mov eax, 0xe820
        mov edx, 'PAMS'
        mov ecx, 20
        mov di, range
        int 0x15
        mov si, m_no_map
        jc .end
        cmp eax, 'PAMS'
        jne fail
        push ebx
        mov si, m_indent
        call puts
        mov eax, [range + 4]
        mov edx, [range]
        call hex_pair
        mov al, '-'
        call putc
        mov eax, [range]
        mov edx, [range + 4]
        add eax, [range + 8]
        adc edx, [range + 12]
        sub eax, 1
        sbb edx, 0
        xchg eax, edx
        call hex_pair
        mov si, m_reserved
        cmp dword [range + 16], 1
        jne .kind
        mov eax, [range + 8]
        add [total], eax
        mov si, m_usable
.kind:  call puts
        pop ebx
        test ebx, ebx
        jnz .next
        jmp .sum
.end:   cmp dword [total], 0            ; CF may also mean that the last entry was the last
        je fail
.sum:   mov si, m_indent
        call puts
        mov eax, [total]
        shr eax, 10
        call decimal
        mov si, m_kib
        jmp puts

; PCI, by configuration mechanism 1

show_pci:
        mov si, m_pci
        call puts
        mov ebx, 0x80000000             ; bus 0, device 0, function 0
.next:  mov eax, ebx
        call pci_read
        cmp ax, 0xffff
        je .absent
        push eax
        mov si, m_indent
        call puts
        mov eax, ebx
        call pci_address
        mov al, ' '
        call putc
        pop eax
        push eax
        mov cl, 4
        call hex
        mov al, ':'
        call putc
        pop eax
        shr eax, 16
        mov cl, 4
        call hex
        mov al, ' '
        call putc
        lea eax, [ebx + 8]
        call pci_read
        shr eax, 16
        call class_name
        call newline
        test bx, 0x700
        jnz .step
        lea eax, [ebx + 12]             ; further functions?
        call pci_read
        test eax, 0x800000
        jnz .step
        or bx, 0x700
        jmp .step
.absent: test bx, 0x700
        jnz .step
        or bx, 0x700                    ; without function 0 there are no others
.step:  add ebx, 0x100
        test ebx, 0xff0000              ; bus 0 only
        jz .next
        ret

; EAX as for port 0xcf8 -> EAX.
pci_read:
        push dx
        mov dx, 0xcf8
        out dx, eax
        mov dl, 0xfc
        in eax, dx
        pop dx
        ret

; EAX as for port 0xcf8: prints 00:04.0.
pci_address:
        push eax
        shr eax, 16
        mov cl, 2
        call hex
        mov al, ':'
        call putc
        pop eax
        push eax
        shr eax, 11
        and eax, 31
        mov cl, 2
        call hex
        mov al, '.'
        call putc
        pop eax
        shr eax, 8
        and eax, 7
        jmp decimal

; AX = class and subclass.
class_name:
        mov si, classes
.next:  cmp word [si], 0xffff
        je .unknown
        cmp ax, [si]
        lea si, [si + 2]
        je puts
        call skip
        jmp .next
.unknown:
        push ax
        mov si, m_class
        call puts
        pop ax
        movzx eax, ax
        mov cl, 4
        jmp hex

; Disks

show_disks:
        mov bl, 0x80
.next:  movzx ax, byte [0x475]          ; the BIOS's count
        add al, 0x80
        cmp bl, al
        jae .end
        push bx
        mov dl, bl
        call show_disk
        pop bx
        inc bl
        jmp .next
.end:   cmp bl, 0x80
        mov si, m_no_disks
        je fail
        ret

show_disk:
        mov [number], dl
        mov si, m_disk
        call puts
        movzx eax, byte [number]
        mov cl, 2
        call hex
        mov si, m_h
        call puts
        mov di, edd
        mov cx, 64
        xor ax, ax
        rep stosw
        mov word [edd], 74
        mov dl, [number]
        mov si, edd
        mov ah, 0x48
        int 0x13
        mov si, m_no_edd
        jc puts
        mov eax, [edd + 16]
        mov edx, [edd + 20]
        shrd eax, edx, 11
        call decimal
        mov si, m_mib
        call puts
        cmp word [edd + 30], 0xbedd
        mov si, m_no_path
        jne puts
        mov si, m_path
        call puts
        mov eax, [edd + 36]
        call trimmed
        movzx eax, byte [edd + 48]      ; bus, device, function -> as for port 0xcf8
        shl eax, 16
        movzx edx, byte [edd + 49]
        shl edx, 11
        or eax, edx
        movzx edx, byte [edd + 50]
        shl edx, 8
        or eax, edx
        call pci_address
        mov al, ' '
        call putc
        mov eax, [edd + 40]
        call trimmed
        cmp dword [edd + 40], 'SCSI'
        jne .unit
        mov si, m_id
        call puts
        movzx eax, word [edd + 56]
        call decimal
        mov si, m_lun
        call puts
        mov eax, [edd + 58]
        call decimal
        jmp newline
.unit:  mov si, m_channel
        call puts
        movzx eax, byte [edd + 51]
        call decimal
        mov si, m_unit
        call puts
        movzx eax, byte [edd + 56]
        call decimal
        jmp newline

; EAX = four characters, without the blanks at the end, and one blank.
trimmed:
        mov ecx, eax
.next:  mov al, cl
        cmp al, ' '
        jbe .end
        call putc
        shr ecx, 8
        jmp .next
.end:   mov al, ' '
        jmp putc

; Writes a sector with a count of the runs in it and a pattern that depends on the count; reads it back.
try_disk:
        mov dh, 0x42
        mov bx, buffer
        mov si, m_unreadable
        call scratch
        mov eax, [buffer + 16]
        cmp dword [buffer], 'Back'      ; a fresh disk counts from 1
        je .again
        xor eax, eax
.again: inc eax
        push eax
        mov si, m_mark
        mov di, buffer
        mov cx, 16
        rep movsb
        stosd
        mov cx, (512 - 20) / 4
.fill:  imul eax, eax, 1664525
        add eax, 1013904223
        stosd
        loop .fill
        mov dh, 0x43
        mov bx, buffer
        mov si, m_unwritable
        call scratch
        mov ah, 0x0d                    ; reset: what the controller holds back goes to the disk
        mov dl, [drive]
        int 0x13
        mov si, m_no_reset
        jc fail
        mov di, copy
        mov cx, 256
        xor ax, ax
        rep stosw
        mov dh, 0x42
        mov bx, copy
        mov si, m_unreadable
        call scratch
        mov si, buffer
        mov di, copy
        mov cx, 128
        repe cmpsd
        mov si, m_differs
        jne fail
        mov si, m_sector
        call puts
        mov eax, SCRATCH
        call decimal
        mov si, m_equal
        call puts
        pop eax
        ret

; DH = 42h or 43h, BX = buffer, SI = the complaint.
scratch:
        push si
        mov [dap.buffer], bx
        mov word [dap.count], 1
        mov ah, dh
        mov al, 0
        mov dl, [drive]
        mov si, dap
        int 0x13
        pop si
        jc fail
        ret

; Output: on the screen by INT 10h and on COM1

newline:
        mov si, m_newline
; SI = text, zero at its end; SI is behind it afterwards.
puts:   lodsb
        test al, al
        jz .end
        call putc
        jmp puts
.end:   ret

skip:   cmp byte [si], 0
        lea si, [si + 1]
        jne skip
        ret

putc:   pushad
        cmp al, 10
        jne .one
        mov al, 13
        call .one0
        mov al, 10
.one:   call .one0
        popad
        ret
.one0:  push ax
        mov ah, 0x0e
        mov bx, 7
        int 0x10
        call serial_wait
        pop ax
        mov dx, COM1
        out dx, al
        ret

serial_wait:
        mov ah, 0x20                    ; THR empty
        jmp serial_poll
serial_drain:
        mov ah, 0x40                    ; all sent
serial_poll:
        mov cx, 0xffff                  ; without a UART the port reads FF
        mov dx, COM1 + 5
.next:  in al, dx
        test al, ah
        jnz .end
        loop .next
.end:   ret

serial_setup:
        mov si, .table
        mov cx, 6
.next:  lodsw
        movzx dx, al
        add dx, COM1
        mov al, ah
        out dx, al
        loop .next
        ret
.table: db 1, 0, 3, 0x80, 0, 1, 1, 0, 3, 3, 2, 7 ; no interrupts, 115200 8N1, FIFO

; EAX = number
decimal:
        push ebx
        push edx
        mov ebx, 10
        xor cx, cx
.next:  xor edx, edx
        div ebx
        push dx
        inc cx
        test eax, eax
        jnz .next
.out:   pop ax
        add al, '0'
        call putc
        loop .out
        pop edx
        pop ebx
        ret

; EAX = high half, EDX = low half of an address.
hex_pair:
        test eax, eax
        jz .low
        mov cl, 1
        call hex
.low:   mov eax, edx
        mov cl, 8
; EAX = number, CL = digits
hex:    push ecx
        push eax
        movzx cx, cl
        mov ch, cl
        shl cl, 2
        neg cl
        add cl, 32
        shl eax, cl
        mov cl, ch
        mov ch, 0
.next:  rol eax, 4
        push ax
        and al, 15
        cmp al, 10
        sbb al, 0x69
        das
        or al, 0x20                     ; lower case
        call putc
        pop ax
        loop .next
        pop eax
        pop ecx
        ret

m_hello:        db "Hello from inside the guest.", 10, 0
m_ok:           db "DEMO OK"
m_newline:      db 10, 0
m_failed:       db "DEMO FAILED: ", 0
m_no_power:     db "no power management at 00:01.3: switch the machine off yourself", 10, 0
m_cpu:          db "cpu: ", 0
m_no_cpuid:     db "a 486 or older, without CPUID", 10, 0
m_family:       db "family ", 0
m_model:        db " model ", 0
m_stepping:     db " stepping ", 0
m_features:     db "     features", 0
m_memory:       db "memory:", 10, 0
m_no_map:       db "INT 15h/E820 gives no memory map", 0
m_indent:       db "  ", 0
m_usable:       db " usable", 10, 0
m_reserved:     db " reserved", 10, 0
m_kib:          db " KiB usable", 10, 0
m_pci:          db "pci:", 10, 0
m_class:        db "class ", 0
m_disk:         db "disk ", 0
m_h:            db "h: ", 0
m_no_edd:       db "no EDD", 10, 0
m_mib:          db " MiB, ", 0
m_no_path:      db "no EDD path", 10, 0
m_path:         db "EDD path ", 0
m_id:           db "id ", 0
m_lun:          db " lun ", 0
m_channel:      db "channel ", 0
m_unit:         db " unit ", 0
m_no_disks:     db "the BIOS counts no disks", 0
m_unreadable:   db "the scratch sector cannot be read", 0
m_unwritable:   db "the scratch sector cannot be written", 0
m_no_reset:     db "the disk cannot be reset", 0
m_differs:      db "the scratch sector reads back differently", 0
m_sector:       db "sector ", 0
m_equal:        db ": written, flushed, read back, equal", 10, 0
m_mark:         db "Backplane demo", 10, 0 ; 16 bytes

features:       db 0, " fpu", 0, 3, " pse", 0, 4, " tsc", 0, 5, " msr", 0, 6, " pae", 0, 8, " cx8", 0, 9, " apic", 0
                db 11, " sep", 0, 12, " mtrr", 0, 13, " pge", 0, 15, " cmov", 0, 23, " mmx", 0, 25, " sse", 0
                db 26, " sse2", 0, 0xff

classes:        dw 0x0600
                db "host bridge", 0
                dw 0x0601
                db "ISA bridge", 0
                dw 0x0604
                db "PCI bridge", 0
                dw 0x0680
                db "bridge", 0
                dw 0x0100
                db "SCSI controller", 0
                dw 0x0101
                db "IDE controller", 0
                dw 0x0106
                db "SATA controller", 0
                dw 0x0108
                db "NVMe controller", 0
                dw 0x0180
                db "mass storage", 0
                dw 0x0200
                db "Ethernet controller", 0
                dw 0x0300
                db "VGA", 0
                dw 0x0c03
                db "USB controller", 0
                dw 0xffff

number: db 0
        align 4
total:  dd 0
dap:    db 16, 0
.count: dw 1
.buffer: dw 0, 0
        dd SCRATCH, 0

        align 512, db 0
end:
SECTORS equ (end - program) / 512
