; Writes 4 KiB blocks through INT 13h for ever, 200 of them from sector 64 on and then again from the first. Each is
; filled with its number, counted from 1. A dot on the debug console follows each that is written.
        org 0x7c00
        bits 16
BLOCKS  equ 200

        xor ax, ax
        mov ds, ax
        mov es, ax
        mov esp, 0x7c00
        cld
        mov dword [number], 1
        mov word [block], 0
again:
        mov di, 0x8000
        mov cx, 1024
        mov eax, [number]
        rep stosd
        mov ax, [block]
        shl ax, 3
        add ax, 64
        mov [sector], ax
        mov si, packet
        mov ax, 0x4300
        mov dl, 0x80
        int 0x13
        mov al, 'F'
        jc stop
        mov al, '.'
        out 0xe9, al
        inc dword [number]
        inc word [block]
        cmp word [block], BLOCKS
        jb again
        mov word [block], 0
        jmp again
stop:
        out 0xe9, al
        hlt
        jmp stop

packet  db 16, 0
        dw 8
        dw 0x8000, 0
sector  dq 0
number  dd 0
block   dw 0
        times 510 - ($ - $$) db 0
        dw 0xaa55
