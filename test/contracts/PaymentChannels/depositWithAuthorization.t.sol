// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {TestStablecoin} from "../../../contracts/test/TestStablecoin.sol";
import {ChannelsTest} from "./ChannelsTest.sol";

contract DepositWithAuthorizationTest is ChannelsTest {
    struct Terms {
        address payer;
        address owner;
        uint96 amount;
        uint96 relayFee;
        bytes32 salt;
    }

    Party private funder;

    function setUp() public override {
        super.setUp();
        funder = party("funder");
        token.mint(funder.at, 10_000_000);
        vm.recordLogs();
    }

    function _terms(uint96 relayFee) private view returns (Terms memory) {
        return Terms(payer.at, OWNER, 4_000_000, relayFee, "salt");
    }

    function _sign(Terms memory terms) private view returns (bytes memory) {
        return _authorization(funder, terms.payer, terms.owner, terms.amount, terms.relayFee, terms.salt);
    }

    function _submit(Terms memory terms, bytes memory signature) private {
        vm.prank(RELAYER);
        channels.depositWithAuthorization(
            funder.at, terms.payer, terms.owner, terms.amount, terms.relayFee, 0, NOW + DAY, terms.salt, signature
        );
    }

    function _refused(Terms memory terms, bytes memory signature, bytes4 selector) private {
        vm.expectRevert(abi.encodeWithSelector(selector));
        _submit(terms, signature);
    }

    function test_creditsTheWholeAmount() public {
        Terms memory terms = _terms(0);
        _submit(terms, _sign(terms));
        (uint96 available, address owner) = channels.accountOf(payer.at);
        vm.assertEq(available, 4_000_000, "available");
        vm.assertEq(owner, OWNER, "owner");
        vm.assertEq(token.balanceOf(RELAYER), 0, "relayer");
        vm.assertEq(token.balanceOf(address(channels)), 4_000_000, "contract");
    }

    function test_paysTheFeeToTheCallerAndCreditsTheRest() public {
        Terms memory terms = _terms(1_000);
        _submit(terms, _sign(terms));
        vm.assertEq(_state().available, 3_999_000, "available");
        vm.assertEq(token.balanceOf(RELAYER), 1_000, "relayer");
        vm.assertEq(token.balanceOf(address(channels)), 3_999_000, "contract");
        vm.assertEq(token.balanceOf(funder.at), 6_000_000, "funder");
    }

    function test_takesTheHighestFeeThereIs() public {
        Terms memory terms = _terms(MAX_RELAY_FEE);
        _submit(terms, _sign(terms));
        vm.assertEq(token.balanceOf(RELAYER), MAX_RELAY_FEE, "relayer");
    }

    function test_writesOneEventWithTheFee() public {
        Terms memory terms = _terms(1_000);
        _submit(terms, _sign(terms));
        _assertOnlyEvent(IPaymentChannels.Deposited.selector, payer.at, OWNER, abi.encode(3_999_000, 1_000));
    }

    function test_addsToTheAccountOfTheNamedOwner() public {
        _fund(payer.at, 5);
        Terms memory terms = _terms(0);
        _submit(terms, _sign(terms));
        vm.assertEq(_state().available, 4_000_005, "available");
    }

    function test_refusesAnOwnerWhoIsNotTheAccounts() public {
        _fund(payer.at, 5);
        Terms memory terms = _terms(0);
        terms.owner = STRANGER;
        bytes memory signature = _sign(terms);
        vm.expectRevert(abi.encodeWithSelector(IPaymentChannels.WrongOwner.selector, payer.at, OWNER, STRANGER));
        _submit(terms, signature);
    }

    function test_refusesAFeeAboveTheMost() public {
        Terms memory terms = _terms(MAX_RELAY_FEE + 1);
        bytes memory signature = _sign(terms);
        vm.expectRevert(
            abi.encodeWithSelector(IPaymentChannels.RelayFeeTooHigh.selector, MAX_RELAY_FEE + 1, MAX_RELAY_FEE)
        );
        _submit(terms, signature);
    }

    function test_refusesAFeeThatLeavesNothing() public {
        for (uint96 amount = 0; amount < 2; ++amount) {
            Terms memory terms = Terms(payer.at, OWNER, amount, amount, "salt");
            bytes memory signature = _sign(terms);
            vm.expectRevert(
                abi.encodeWithSelector(IPaymentChannels.RelayFeeTooHigh.selector, amount, MAX_RELAY_FEE)
            );
            _submit(terms, signature);
        }
    }

    function test_refusesAShortOrLongSignature() public {
        Terms memory terms = _terms(0);
        bytes memory good = _sign(terms);
        bytes memory short = new bytes(64);
        for (uint256 i = 0; i < 64; ++i) short[i] = good[i];
        _refused(terms, short, IPaymentChannels.BadSignature.selector);
        _refused(terms, bytes.concat(good, hex"00"), IPaymentChannels.BadSignature.selector);
        _refused(terms, "", IPaymentChannels.BadSignature.selector);
    }

    function test_refusesAnotherPayer() public {
        bytes memory signature = _sign(_terms(0));
        Terms memory changed = _terms(0);
        changed.payer = other.at;
        _refused(changed, signature, TestStablecoin.BadAuthorization.selector);
    }

    function test_refusesAnotherOwner() public {
        bytes memory signature = _sign(_terms(0));
        Terms memory changed = _terms(0);
        changed.owner = STRANGER;
        _refused(changed, signature, TestStablecoin.BadAuthorization.selector);
    }

    function test_refusesAnotherRelayFee() public {
        bytes memory signature = _sign(_terms(1_000));
        _refused(_terms(1_001), signature, TestStablecoin.BadAuthorization.selector);
    }

    function test_refusesAnotherSalt() public {
        bytes memory signature = _sign(_terms(0));
        Terms memory changed = _terms(0);
        changed.salt = "pepper";
        _refused(changed, signature, TestStablecoin.BadAuthorization.selector);
    }

    function test_refusesAnotherAmount() public {
        bytes memory signature = _sign(_terms(0));
        Terms memory changed = _terms(0);
        changed.amount = 4_000_001;
        _refused(changed, signature, TestStablecoin.BadAuthorization.selector);
    }

    function test_refusesAReplay() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _sign(terms);
        _submit(terms, signature);
        _refused(terms, signature, TestStablecoin.AuthorizationAlreadyUsed.selector);
        vm.assertEq(_state().available, 4_000_000, "available");
    }

    function test_refusesOutsideItsTime() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _sign(terms);
        vm.warp(NOW + DAY);
        _refused(terms, signature, TestStablecoin.AuthorizationNotValid.selector);
        vm.warp(0);
        _refused(terms, signature, TestStablecoin.AuthorizationNotValid.selector);
    }

    function test_refusesZeroAddresses() public {
        Terms memory terms = _terms(0);
        terms.payer = address(0);
        bytes memory signature = _sign(terms);
        _refused(terms, signature, IPaymentChannels.ZeroAddress.selector);
        terms = _terms(0);
        terms.owner = address(0);
        signature = _sign(terms);
        _refused(terms, signature, IPaymentChannels.ZeroAddress.selector);
    }

    function testFuzz_movesExactlyWhatWasSigned(uint96 amount, uint96 relayFee, bytes32 salt) public {
        relayFee = relayFee % (MAX_RELAY_FEE + 1);
        vm.assume(amount > relayFee);
        token.mint(funder.at, amount);
        Terms memory terms = Terms(payer.at, OWNER, amount, relayFee, salt);
        _submit(terms, _sign(terms));
        vm.assertEq(_state().available, amount - relayFee, "available");
        vm.assertEq(token.balanceOf(RELAYER), relayFee, "relayer");
        vm.assertEq(token.balanceOf(address(channels)), amount - relayFee, "contract");
        vm.assertEq(token.balanceOf(funder.at), 10_000_000, "funder");
    }

    function test_transfersNothingToTheCallerWithoutAFee() public {
        Terms memory terms = _terms(0);
        bytes memory signature = _sign(terms);
        vm.getRecordedLogs();
        _submit(terms, signature);
        // Deposited, the token's AuthorizationUsed and one Transfer; none of nothing to the caller.
        vm.assertEq(vm.getRecordedLogs().length, 3, "logs");
    }
}
