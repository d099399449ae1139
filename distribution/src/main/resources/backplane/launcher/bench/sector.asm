; The boot sector of every benchmark guest. It reads SECTORS sectors behind itself to 10000h by INT 13h function 42h and
; goes there: at 1000:0000 in real mode when REAL is defined, else in flat 32-bit protected mode with interrupts off.
; The dword at 7DB0h is the harness's: how much work to do, in 1/256 of the full amount.
        bits 16
        org 7c00h
        xor     ax, ax
        mov     ss, ax
        mov     sp, 7c00h
        mov     ds, ax
        cld
        mov     [disk], dl
        mov     bp, SECTORS
more:   mov     cx, bp
        cmp     cx, 64
        jbe     take
        mov     cx, 64
take:   mov     [packet.count], cx
        mov     si, packet
        mov     dl, [disk]
        mov     ah, 42h
        int     13h
        jc      bad
        mov     cx, [packet.count]
        add     [packet.first], cx
        sub     bp, cx
        shl     cx, 5
        add     [packet.segment], cx
        test    bp, bp
        jnz     more
        in      al, 92h
        or      al, 2                   ; A20
        and     al, 0feh
        out     92h, al
%ifdef REAL
        mov     dl, [disk]
        jmp     1000h:0
%else
        cli
        lgdt    [table]
        mov     eax, cr0
        or      eax, 1
        mov     cr0, eax
        jmp     8:flat
        bits 32
flat:   mov     eax, 10h
        mov     ds, eax
        mov     es, eax
        mov     fs, eax
        mov     gs, eax
        mov     ss, eax
        mov     esp, 90000h
        mov     ebx, 10000h
        jmp     ebx
        bits 16
%endif
bad:    mov     al, '?'
        mov     dx, 3f8h
        out     dx, al
stop:   hlt
        jmp     stop
disk:   db      0
        align   4
packet: db      16, 0
.count: dw      0
        dw      0
.segment: dw    1000h
.first: dq      1
        align   8
gdt:    dq      0, 0cf9b000000ffffh, 0cf93000000ffffh
table:  dw      23
        dd      gdt
        times   1b0h - ($ - $$) db 0
work:   dd      256
        times   1beh - ($ - $$) db 0
        db      80h, 0, 2, 0, 0eh, 15, 63, 19, 1, 0, 0, 0
        dd      20159
        times   510 - ($ - $$) db 0
        dw      0aa55h
