; INT 13h function 42h: 64 MiB in pieces of 64 KiB in order, then 2,000 reads of 4 KiB all over. Each sector n of the
; image from 64 on begins with the dword n; the sum of them proves what was read.
        bits 16
        org 0
        mov     ax, cs
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0f000h
        mov     [disk], dl
        cld
        mov     ax, 3000h
        mov     es, ax
        mov     dx, 3fbh
        mov     al, 80h
        out     dx, al
        mov     dx, 3f8h
        mov     ax, 1
        out     dx, ax
        mov     dx, 3fbh
        mov     al, 3
        out     dx, al
        mov     si, sequence
        call    print
        mov     word [packet.count], 128
        mov     ebp, 1024
        mov     edi, 4096
ahead:  call    read
        add     edi, 128
        dec     ebp
        jnz     ahead
        mov     si, sequenced
        call    report
        mov     si, random
        call    print
        mov     word [packet.count], 8
        mov     ebp, 2000
        mov     ebx, 12345
jump:   imul    ebx, ebx, 69069
        inc     ebx
        mov     edi, ebx
        shr     edi, 12
        and     edi, 1fff8h
        add     edi, 4096
        call    read
        dec     ebp
        jnz     jump
        mov     si, randomed
        call    report
        mov     si, over
        call    print
        mov     cx, 5000
drain:  in      al, 80h
        loop    drain
        mov     dx, 604h
        mov     ax, 2000h
        out     dx, ax
halt:   cli
        hlt
        jmp     halt

; reads [packet.count] sectors from edi on and adds the first dwords up
read:   mov     [packet.first], edi
        mov     si, packet
        mov     dl, [disk]
        mov     ah, 42h
        int     13h
        jc      failed
        mov     cx, [packet.count]
        xor     si, si
        mov     eax, [sum]
each:   rol     eax, 3
        add     eax, [es:si]
        add     si, 512
        loop    each
        mov     [sum], eax
        ret
failed: mov     si, broken
        call    print
        jmp     halt

report: call    print
        mov     cx, 8
digit:  rol     dword [sum], 4
        mov     al, [sum]
        and     al, 15
        cmp     al, 10
        jb      low
        add     al, 'a' - '0' - 10
low:    add     al, '0'
        call    put
        loop    digit
        mov     dword [sum], 0
        mov     al, 10
put:    push    ax
        mov     dx, 3fdh
full:   in      al, dx
        test    al, 20h
        jz      full
        pop     ax
        mov     dx, 3f8h
        out     dx, al
        ret
print:  lodsb
        test    al, al
        jz      printed
        call    put
        jmp     print
printed: ret

sequence: db    "@ sequential", 10, 0
sequenced: db   "= sequential ", 0
random: db      "@ random", 10, 0
randomed: db    "= random ", 0
over:   db      ".", 10, 0
broken: db      "read error", 10, 0
disk:   db      0
        align   4
sum:    dd      0
packet: db      16, 0
.count: dw      0, 0, 3000h
.first: dq      0
