; Loads a bzImage (boot protocol 2.02 or later) and an initrd that lie in one piece each on the disk, by INT 13h function
; 42h and INT 15h function 87h, and starts the kernel. The harness fills in the block behind "LINUXIMG".
        bits 16
        org 0
        jmp     begin
        align   8
mark:   db      "LINUXIMG"
kernel: dd      0, 0                    ; first sector, number of sectors
initrd: dd      0, 0, 0                 ; first sector, number of sectors, bytes
line:   times 160 db 0                  ; command line

SETUP   equ     9000h                   ; segment of the kernel's real-mode part
BUFFER  equ     3000h
INITRD  equ     4000000h                ; 64 MiB

begin:  mov     ax, cs
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0f000h
        mov     [disk], dl
        cld
        ; the first sector says how long the real-mode part is
        mov     edi, [kernel]
        mov     cx, 1
        mov     word [packet.segment], SETUP
        call    read
        mov     ax, SETUP
        mov     es, ax
        movzx   cx, byte [es:1f1h]
        inc     cx
        push    cx
        call    read
        pop     cx
        movzx   ecx, cx
        ; the rest goes to 1 MiB
        mov     edi, [kernel]
        add     edi, ecx
        mov     ebx, [kernel + 4]
        sub     ebx, ecx
        mov     eax, 100000h
        call    high
        mov     edi, [initrd]
        mov     ebx, [initrd + 4]
        mov     eax, INITRD
        call    high
        ; the header's fields that a boot loader writes
        mov     ax, SETUP
        mov     es, ax
        mov     byte [es:210h], 0ffh
        or      byte [es:211h], 80h
        mov     word [es:224h], 0de00h
        mov     dword [es:218h], INITRD
        mov     eax, [initrd + 8]
        mov     [es:21ch], eax
        mov     dword [es:228h], SETUP * 16 + 0e000h
        mov     si, line
        mov     di, 0e000h
        mov     cx, 160
        rep movsb
        cli
        mov     ax, SETUP
        mov     ds, ax
        mov     fs, ax
        mov     gs, ax
        mov     ss, ax
        mov     sp, 0e000h
        jmp     SETUP + 20h:0

; ebx sectors from edi on to linear address eax
high:   mov     [goal], eax
next:   test    ebx, ebx
        jz      done
        mov     ecx, 64
        cmp     ebx, ecx
        jae     whole
        mov     ecx, ebx
whole:  mov     word [packet.segment], BUFFER
        call    read
        movzx   ecx, word [packet.count]
        add     edi, ecx
        sub     ebx, ecx
        mov     eax, [goal]
        mov     [target], ax
        shr     eax, 16
        mov     [target + 2], al
        mov     [target + 5], ah
        push    ds
        pop     es
        mov     si, descriptors
        shl     cx, 8                   ; words
        push    cx
        mov     ah, 87h
        int     15h
        pop     cx
        jc      failed
        movzx   ecx, cx
        shl     ecx, 1
        add     [goal], ecx
        jmp     next

; cx sectors from edi on to [packet.segment]:0
read:   mov     [packet.count], cx
        mov     [packet.first], edi
        mov     si, packet
        mov     dl, [disk]
        mov     ah, 42h
        int     13h
        jc      failed
done:   ret
failed: mov     al, '!'
        mov     dx, 3f8h
        out     dx, al
halt:   hlt
        jmp     halt

disk:   db      0
        align   8
goal:   dd      0
packet: db      16, 0
.count: dw      0, 0
.segment: dw    0
.first: dq      0
        align   8
descriptors:
        times 16 db 0
        dw      0ffffh, 0
        db      (BUFFER >> 12) & 0ffh, 93h, 0, 0
        dw      0ffffh
target: dw      0
        db      0, 93h, 0, 0
        times 16 db 0
